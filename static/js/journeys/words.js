// Words about figures in the reader's language, out of the texts that the page brings along. No DOM access.

const number = new Intl.NumberFormat("en-GB", { maximumSignificantDigits: 10 });

export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
}

// The form for n: the server says which for each number up to 199; further on it goes by the last two digits.
export function plural({ forms, of }, n) {
  return fill(forms[of[n < 200 ? n : 100 + (n % 100)]], { n });
}

// "20 min", "5 d", "40%"
export function amount(words, value, unit) {
  if (value === null || value === undefined) return "";
  const text = number.format(value);
  if (unit === "%") return text + "%";
  return unit in words.amounts ? fill(words.amounts[unit], { n: text }) : text;
}

// "45 min", "5 h 42"
export function minutesWords(words, minutes) {
  const whole = Math.round(minutes), rest = whole % 60;
  if (whole < 60) return amount(words, whole, "min");
  const hours = (whole - rest) / 60;
  return rest ? fill(words.hours_and_minutes, { hours: number.format(hours), minutes: String(rest).padStart(2, "0") }) : amount(words, hours, "h");
}

// "5 d (2 d to 9 d)"
export function accountWords(words, account) {
  const text = amount(words, account.value, account.unit);
  const low = amount(words, account.low, account.unit), high = amount(words, account.high, account.unit);
  if (low && high) return fill(words.range, { amount: text, low, high });
  if (low) return fill(words.at_least, { amount: text, bound: low });
  if (high) return fill(words.at_most, { amount: text, bound: high });
  return text;
}

// "5 d (2 d to 9 d)", and of what was measured of how many: "5 d, n 34"
export function countedWords(words, account, text = accountWords(words, account)) {
  if (account.source !== "measured") return text;
  return account.n === null ? fill(words.with_no_n, { words: text }) : fill(words.with_n, { words: text, n: number.format(account.n) });
}

// How many people; others are not told a number that would give a few away.
export function counted(words, n) {
  return n === null ? words.hidden : number.format(n);
}

export function measuredWords(words, time, text = words.measured_median) {
  if (time.hidden) return text;
  return fill(time.open === 0 ? words.with_n : words.with_open, { words: text, n: counted(words, time.n), open: counted(words, time.open) });
}

// On an arrow: "3.4 d, n 1,490"
export function measuredWait(words, time) {
  return time.hidden ? words.too_few : fill(words.with_n, { words: time.words, n: counted(words, time.n) });
}

export function titleOf(words, step) {
  return step.title || words.kinds[step.kind] || "–";
}
