/** Quantities in words a person feels. Unknown is an en dash, never 0. */
export const UNKNOWN = "–";
export const AU_KM = 149_597_870.7;
export const LIGHT_KM_S = 299_792.458;

export interface Quantity {
  value: string;
  unit: string;
}

const grouped = (value: number, digits = 0): string =>
  value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });

const joined = ({ value, unit }: Quantity): string => (unit ? `${value} ${unit}` : value);

/** 1,718 km · 384,000 km · 1.45 M km · 1.83 au */
export function distance(km: number | null | undefined): Quantity {
  if (km == null || !Number.isFinite(km)) return { value: UNKNOWN, unit: "" };
  if (km < 99_999.5) return { value: grouped(km), unit: "km" };
  if (km < 999_500) return { value: grouped(Math.round(km / 1000) * 1000), unit: "km" };
  if (km < 9_995_000) return { value: grouped(km / 1e6, 2), unit: "M km" };
  if (km < 0.2 * AU_KM) return { value: grouped(km / 1e6, 1), unit: "M km" };
  return { value: grouped(km / AU_KM, 2), unit: "au" };
}

export function distanceText(km: number | null | undefined): string {
  return joined(distance(km));
}

/** 5.7 ms · 4.83 s · 16 min 33 s · 19 h 52 min */
export function lightTime(s: number | null | undefined): string {
  if (s == null || !Number.isFinite(s)) return UNKNOWN;
  if (s < 0.0995) return `${(s * 1000).toFixed(1)} ms`;
  if (s < 59.995) return `${s.toFixed(2)} s`;
  const whole_s = Math.round(s);
  if (whole_s < 3600) return `${Math.floor(whole_s / 60)} min ${whole_s % 60} s`;
  const whole_min = Math.round(s / 60);
  return `${Math.floor(whole_min / 60)} h ${whole_min % 60} min`;
}

const PREFIXES = ["bit/s", "kbit/s", "Mbit/s", "Gbit/s"];

/** 160 bit/s · 2.1 kbit/s · 28 Mbit/s; two significant figures below 10, whole numbers above. */
export function rate(bps: number | null | undefined): Quantity {
  if (bps == null || !Number.isFinite(bps)) return { value: UNKNOWN, unit: "" };
  let value = bps;
  let step = 0;
  while (value >= 999.5 && step < PREFIXES.length - 1) {
    value /= 1000;
    step += 1;
  }
  const digits = value < 9.95 && step > 0 ? 1 : 0;
  return { value: grouped(value, digits), unit: PREFIXES[step] ?? "" };
}

export function rateText(bps: number | null | undefined): string {
  return joined(rate(bps));
}

/** What comes down a link: its rate; "carrier" while nothing is modulated on it, never "0 bit/s". */
export function signalText(
  link: { readonly state: string; readonly data_rate_bps: number | null } | null | undefined,
): string {
  if (!link) return UNKNOWN;
  return link.state === "data" && link.data_rate_bps !== null
    ? rateText(link.data_rate_bps)
    : link.state;
}

/** 21.2° */
export function degrees(deg: number | null | undefined, digits = 0): string {
  if (deg == null || !Number.isFinite(deg)) return UNKNOWN;
  const text = deg.toFixed(digits);
  return `${Number(text) === 0 ? text.replace("-", "") : text.replace("-", "−")}°`;
}

/** A length of time, in one unit or two: 40 s · 4 min · 2 h 10 min · 3 h · 47 days. */
export function durationText(s: number): string {
  const positive_s = Math.max(0, s);
  if (positive_s < 59.5) return `${Math.round(positive_s)} s`;
  const min = Math.round(positive_s / 60);
  if (min < 60) return `${min} min`;
  if (min < 48 * 60) {
    const rest_min = min % 60;
    return rest_min === 0 ? `${min / 60} h` : `${Math.floor(min / 60)} h ${rest_min} min`;
  }
  return `${Math.round(min / 1440)} days`;
}

/** "in 4 min", "in 27 s", and "now" when it has come. */
export function inText(s: number): string {
  return s < 0.5 ? "now" : `in ${durationText(s)}`;
}

export function agoText(s: number): string {
  return `${durationText(s)} ago`;
}
