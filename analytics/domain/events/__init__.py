"""Words of event data: what a log's columns mean, how it is read, what was wrong with it, what was prepared and measured."""
