/** Instants in words. Everything is UTC; `ms` are unix milliseconds. */
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const DAY_MS = 86_400_000;

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;

const two = (value: number): string => String(value).padStart(2, "0");

/** RFC 3339 to unix milliseconds. */
export function parse(at_iso: string): number {
  return Date.parse(at_iso);
}

/** 10:28 */
export function hm(ms: number): string {
  const date = new Date(ms);
  return `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
}

/** 10:28:12 */
export function hms(ms: number): string {
  return `${hm(ms)}:${two(new Date(ms).getUTCSeconds())}`;
}

/** Sat 5 Sep 2026 */
export function dayText(ms: number): string {
  const date = new Date(ms);
  const day = DAYS[date.getUTCDay()] ?? "";
  const month = MONTHS[date.getUTCMonth()] ?? "";
  return `${day} ${date.getUTCDate()} ${month} ${date.getUTCFullYear()}`;
}

/** 1 on the first of January. */
export function dayOfYear(ms: number): number {
  const newYear_ms = Date.UTC(new Date(ms).getUTCFullYear(), 0, 1);
  return Math.floor((ms - newYear_ms) / DAY_MS) + 1;
}

/** "10:28", or "Sun 10:28" when it is not on the day of `now_ms`. */
export function hmNear(ms: number, now_ms: number): string {
  const sameDay = Math.floor(ms / DAY_MS) === Math.floor(now_ms / DAY_MS);
  return sameDay ? hm(ms) : `${DAYS[new Date(ms).getUTCDay()] ?? ""} ${hm(ms)}`;
}
