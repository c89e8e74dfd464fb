// Made from the Python structs by tools/wire_types.py; change those, not this file.
// Instants are RFC 3339 in UTC; null means unknown, never 0.

export interface State {
  at: string;
  version: number;
  network: string;
  tagline: string;
  clock: ClockState;
  totals: Totals;
  antennas: AntennaState[];
  spacecraft: SpacecraftState[];
  feeds: FeedState[];
  notices: string[];
  events: Event[];
}

export interface Change {
  version: number;
  at: string;
  clock: ClockState;
  totals: Totals;
  antennas: AntennaState[];
  spacecraft: SpacecraftState[];
  feeds: FeedState[];
  notices: string[];
  removed_antennas: string[];
  removed_spacecraft: string[];
  events: Event[];
  removed_events: string[];
}

export interface Network {
  name: string;
  tagline: string;
  networks: NetworkInfo[];
  sites: Site[];
  antennas: Antenna[];
  spacecraft: Spacecraft[];
  not_spacecraft: string[];
  codes: Code[];
  sources: Source[];
}

export interface Contact {
  id: string;
  antenna: string;
  spacecraft: string;
  evidence: Evidence;
  source: string;
  plan: PlanStatus;
  boa_at: string;
  bot_at: string;
  eot_at: string;
  eoa_at: string;
  aos_at: string | null;
  los_at: string | null;
  max_elevation_deg: number | null;
  links: ContactLink[];
  assumptions: string[];
  quality: Quality | null;
  age_s: number | null;
  reported: string | null;
}

export interface ContactRecord {
  id: string;
  contact: string | null;
  antenna: string;
  spacecraft: string;
  plan: PlanStatus;
  boa_at: string | null;
  bot_at: string | null;
  eot_at: string | null;
  eoa_at: string | null;
  plan_source: string | null;
  aos_at: string | null;
  los_at: string | null;
  predicted_source: string | null;
  directions: DirectionRecord[];
  evidence: Evidence | null;
  sources: string[];
  sharing: Sharing[];
  shared_with: string[];
  prime: boolean | null;
  prime_reason: string | null;
  outcome: Outcome | null;
  reason: string;
  events: Event[];
}

export interface Pass {
  id: string;
  antenna: string;
  spacecraft: string;
  rise_at: string | null;
  culmination_at: string;
  set_at: string | null;
  rise_azimuth_deg: number | null;
  culmination_azimuth_deg: number;
  set_azimuth_deg: number | null;
  rise_elevation_deg: number | null;
  set_elevation_deg: number | null;
  max_elevation_deg: number;
  rise_range_km: number | null;
  culmination_range_km: number;
  set_range_km: number | null;
  quality: Quality;
  age_s: number | null;
  source: string;
}

export interface LitPass {
  id: string;
  antenna: string;
  spacecraft: string;
  rise_at: string | null;
  culmination_at: string;
  set_at: string | null;
  rise_azimuth_deg: number | null;
  culmination_azimuth_deg: number;
  set_azimuth_deg: number | null;
  rise_elevation_deg: number | null;
  set_elevation_deg: number | null;
  max_elevation_deg: number;
  rise_range_km: number | null;
  culmination_range_km: number;
  set_range_km: number | null;
  quality: Quality;
  age_s: number | null;
  source: string;
  light: PassLight;
}

export interface Trajectory {
  spacecraft: string;
  evidence: Evidence;
  source: string;
  frame: string;
  as_seen: boolean;
  epoch_at: string | null;
  quality: Quality | null;
  age_s: number | null;
  segments: Segment[];
  reason: string | null;
}

export interface ClockState {
  mode: ClockMode;
  offline: boolean;
}

export interface Totals {
  seen: number | null;
  expected: number;
  scheduled: number;
  next: Contact | null;
  simulated: number | null;
}

export interface AntennaState {
  id: string;
  name: string;
  site: string | null;
  network: string | null;
  known: boolean;
  pointing: PointingReading[];
  links: LinkReading[];
  activity: ActivityReading[];
  parameters: ParametersReading[];
  contact: ContactState | null;
  contacts: ContactState[];
  next: Contact | null;
  comparisons: Comparison[];
  reason: string | null;
}

export interface SpacecraftState {
  id: string;
  name: string;
  known: boolean;
  position: PositionReading | null;
  reason: string | null;
  heard_by: Reception[];
  next: Contact | null;
}

export interface FeedState {
  id: string;
  name: string;
  condition: FeedCondition;
  detail: string;
  cycle_s: number | null;
  observed_at: string | null;
  received_at: string | null;
  freshness: Freshness;
  kind: FeedKind;
  subject: FeedSubject;
  simulated: boolean;
  next_at: string | null;
  lag_s: number | null;
  messages: number;
  problems: number;
  readings: number;
  rejected: number;
  repeats: number;
  out_of_order: number;
  ahead: number;
}

export interface Event {
  id: string;
  kind: EventKind;
  at: string;
  until_at: string | null;
  antenna: string;
  spacecraft: string | null;
  contact: string | null;
  direction: Direction | null;
  evidence: Evidence;
  source: string;
  reason: string;
  count: number;
}

export interface NetworkInfo {
  id: string;
  name: string;
  operator: string | null;
}

export interface Site {
  id: string;
  name: string;
  country: string | null;
  country_code: string | null;
  latitude_deg: Figure;
  longitude_deg: Figure;
  height_m: Figure;
  operator: string | null;
  timezone: string | null;
  sources: string[];
  notes: string | null;
}

export interface Antenna {
  id: string;
  name: string;
  site: string;
  network: string;
  diameter_m: Figure;
  latitude_deg: Figure;
  longitude_deg: Figure;
  height_m: Figure;
  mask_deg: Figure;
  horizon_deg: Horizon | null;
  max_elevation_deg: Figure | null;
  azimuth_limits_deg: number[] | null;
  slew_deg_s: Figure | null;
  beamwidth_deg: Figure | null;
  max_range_km: Figure | null;
  receivers: Figure | null;
  bands: Record<string, Band>;
  aliases: Record<string, string>;
  aliases_unverified: string[];
  operator: string | null;
  status: string | null;
  status_verified: boolean;
  in_service_year: Figure | null;
  sources: string[];
  remarks: Record<string, string>;
  notes: string | null;
}

export interface Spacecraft {
  id: string;
  name: string;
  agency: string | null;
  operator: string | null;
  kind: string | null;
  orbit: string | null;
  status: string | null;
  status_verified: boolean;
  launch_date: string | null;
  launch_date_verified: boolean;
  norad_id: number | null;
  norad_id_verified: boolean;
  cospar_id: string | null;
  cospar_id_verified: boolean;
  naif_id: number | null;
  naif_id_verified: boolean;
  codes: Record<string, string>;
  links: Link[];
  agreement: Agreement | null;
  ephemeris: string | null;
  state: string | null;
  placed_at: PlacedAt | null;
  shown: boolean;
  sources: string[];
  remarks: Record<string, string>;
  notes: string | null;
}

export interface Code {
  system: string;
  code: string;
  meaning: string | null;
  verified: boolean;
  note: string | null;
  sources: string[];
}

export interface Source {
  id: string;
  what: string;
  where: string | null;
  quality: string | null;
}

export type Evidence = "observed" | "scheduled" | "predicted" | "simulated";

export type PlanStatus = "available" | "tentative" | "committed" | "unavailable" | "requested" | "rejected" | "cancelled" | "none";

export interface ContactLink {
  direction: Direction;
  band: string;
}

export type Quality = "good" | "fair" | "poor" | "indicative";

export interface DirectionRecord {
  direction: Direction;
  planned: boolean;
  acquired_at: string | null;
  locked_at: string | null;
  lost_at: string | null;
  locked_share: number | null;
  watched_share: number | null;
  watched: Span[];
  signal: Span[];
  locked: Span[];
}

export type Sharing = "mspa" | "array" | "handover";

export type Outcome = "pending" | "completed" | "degraded" | "failed" | "missed" | "cancelled";

export interface PassLight {
  spans: LightSpan[];
  spans_unknown: string | null;
  sunlit_s: number | null;
  penumbra_s: number | null;
  umbra_s: number | null;
  rise_sun_separation_deg: number | null;
  culmination_sun_separation_deg: number | null;
  set_sun_separation_deg: number | null;
  min_sun_separation_deg: number | null;
  min_sun_separation_at: string | null;
  station_sun_elevation_deg: number | null;
  occultations: Occultation[];
  occulted_s: number | null;
  occultations_unknown: string[];
}

export interface Segment {
  start_at: string;
  end_at: string;
  x: number[];
  y: number[];
  z: number[];
}

export type ClockMode = "live" | "replay" | "fixed";

export interface PointingReading {
  evidence: Evidence;
  source: string;
  observed_at: string;
  received_at: string | null;
  freshness: Freshness;
  quality: Quality | null;
  age_s: number | null;
  sequence: number | null;
  antenna: string;
  spacecraft: string | null;
  target: string | null;
  target_kind: TargetKind | null;
  azimuth_deg: number | null;
  elevation_deg: number | null;
  range_km: number | null;
  range_rate_km_s: number | null;
  light_time_s: number | null;
  stowed: boolean;
  mode: string | null;
  commanded_azimuth_deg: number | null;
  commanded_elevation_deg: number | null;
}

export interface LinkReading {
  evidence: Evidence;
  source: string;
  observed_at: string;
  received_at: string | null;
  freshness: Freshness;
  quality: Quality | null;
  age_s: number | null;
  sequence: number | null;
  antenna: string;
  spacecraft: string | null;
  target: string | null;
  target_kind: TargetKind | null;
  direction: Direction;
  band: string | null;
  channel: number;
  state: LinkState;
  state_reported: string | null;
  data_rate_bps: number | null;
  power_dbm: number | null;
  power_kw: number | null;
  frequency_hz: number | null;
  doppler_hz: number | null;
  eirp_dbw: number | null;
  carrier_lock: string | null;
  subcarrier_lock: string | null;
  symbol_lock: string | null;
  frame_lock: string | null;
}

export interface ActivityReading {
  evidence: Evidence;
  source: string;
  observed_at: string;
  received_at: string | null;
  freshness: Freshness;
  quality: Quality | null;
  age_s: number | null;
  sequence: number | null;
  antenna: string;
  activity: string | null;
  condition: string | null;
  maintenance: string | null;
  wind_m_s: number | null;
  wind_direction_deg: number | null;
  temperature_c: number | null;
  is_mspa: boolean | null;
  is_array: boolean | null;
  is_ddor: boolean | null;
}

export interface ParametersReading {
  evidence: Evidence;
  source: string;
  observed_at: string;
  received_at: string | null;
  freshness: Freshness;
  quality: Quality | null;
  age_s: number | null;
  sequence: number | null;
  antenna: string;
  parameters: Parameter[];
}

export interface ContactState {
  id: string;
  antenna: string;
  spacecraft: string;
  evidence: Evidence;
  source: string;
  observed_at: string;
  freshness: Freshness;
  plan: PlanStatus;
  phase: Phase | null;
  since_at: string | null;
  until_at: string | null;
  prime: boolean;
  boa_at: string | null;
  bot_at: string | null;
  eot_at: string | null;
  eoa_at: string | null;
  aos_at: string | null;
  los_at: string | null;
  max_elevation_deg: number | null;
  links: ContactLink[];
  assumptions: string[];
  quality: Quality | null;
  age_s: number | null;
  record: string | null;
  outcome: Outcome | null;
  locked_share: number | null;
}

export interface Comparison {
  spacecraft: string;
  observed_at: string;
  verdict: Verdict;
  reason: string | null;
  tolerance_deg: number | null;
  separation_deg: number | null;
  azimuth_difference_deg: number | null;
  elevation_difference_deg: number | null;
  range_difference_km: number | null;
  observed_source: string;
  predicted_source: string | null;
}

export interface PositionReading {
  evidence: Evidence;
  source: string;
  observed_at: string;
  received_at: string | null;
  freshness: Freshness;
  quality: Quality | null;
  age_s: number | null;
  sequence: number | null;
  spacecraft: string;
  latitude_deg: number;
  longitude_deg: number;
  height_km: number;
  distance_km: number;
  speed_km_s: number | null;
  light_time_s: number;
  placed_at: string | null;
}

export interface Reception {
  antenna: string;
  evidence: Evidence;
  source: string;
  observed_at: string;
  received_at: string | null;
  freshness: Freshness;
  band: string | null;
  state: LinkState;
  data_rate_bps: number | null;
}

export type FeedCondition = "ok" | "unavailable" | "disabled" | "failed";

export type Freshness = "fresh" | "late" | "stale" | "unknown";

export type FeedKind = "polled" | "pushed" | "subscribed" | "watched" | "replayed" | "other";

export type FeedSubject = "stations" | "sky";

export type EventKind = "began" | "ended" | "locked" | "lock-lost" | "planned-not-seen" | "seen-not-planned" | "seen-below-horizon" | "late-acquisition" | "early-loss" | "dropout" | "points-elsewhere" | "other-spacecraft" | "out-of-service" | "not-watched" | "prime-changed";

export type Direction = "up" | "down";

export interface Figure {
  value: number | null;
  verified: boolean;
  note: string | null;
}

export interface Horizon {
  points: number[][];
  verified: boolean;
  note: string | null;
}

export interface Band {
  up: boolean | null;
  down: boolean | null;
  verified: boolean;
  note: string | null;
}

export interface Link {
  direction: Direction;
  band: string;
  frequency_hz: Figure | null;
  data_rate_bps: Figure | null;
  use: string | null;
  verified: boolean;
  note: string | null;
}

export interface Agreement {
  regime: string;
  passes_per_day: Figure | null;
  hours_per_day: Figure | null;
  hours_per_pass: Figure | null;
  minutes_per_pass: Figure | null;
  hours_per_orbit: Figure | null;
  setup_min: Figure;
  teardown_min: Figure;
  antennas: string[];
  antennas_verified: boolean;
  note: string | null;
}

export interface PlacedAt {
  body: string;
  from_date: string | null;
  note: string | null;
}

export interface Span {
  start_at: string;
  end_at: string;
}

export interface LightSpan {
  light: Light;
  by: string | null;
  begin_at: string;
  end_at: string;
}

export interface Occultation {
  body: string;
  begin_at: string;
  end_at: string;
}

export type TargetKind = "spacecraft" | "not-spacecraft" | "unknown";

export type LinkState = "none" | "searching" | "off" | "carrier" | "data" | "test-load" | "unknown";

export interface Parameter {
  resource: string;
  instance: number;
  name: string;
  value: string | number | number | boolean | null;
  no_value: NoValue | null;
}

export type Phase = "upcoming" | "setup" | "track" | "teardown" | "past";

export type Verdict = "agrees" | "differs" | "not-compared";

export type Light = "sunlit" | "penumbra" | "umbra";

export type NoValue = "unavailable" | "undefined" | "error";
