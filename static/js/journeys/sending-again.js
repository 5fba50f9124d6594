// Answers that were not about what was sent: it is sent again later.
export const AGAIN = [401, 408, 429, 502, 503, 504];
