#!/usr/bin/env python
"""Runs the project's commands. Without DJANGO_SETTINGS_MODULE the embedded settings are used: SQLite, nothing else needed."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "carejourneys.settings.local")
    execute_from_command_line(sys.argv)
