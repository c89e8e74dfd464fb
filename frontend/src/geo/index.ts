// Geometry for the page: pure functions, degrees and kilometres at the door.

export {
  AU_KM,
  EQUATOR_RADIUS_KM,
  MEAN_RADIUS_KM,
  SPEED_OF_LIGHT_KM_S,
  toGeodetic,
  toItrs,
  type Geodetic,
  type GroundPoint,
  type Vector,
} from "./ellipsoid";
export { positionItrsKm, validity, type Span } from "./chebyshev";
export {
  antennaPosition,
  lookFrom,
  lookFromGeodetic,
  rangeRateFrom,
  seenFrom,
  type Look,
  type Placed,
} from "./look";
export { isSkylineSure, keyholeDeg, lowestSeenDeg, skyline, type Sighted } from "./horizon";
export { nightPolygons, subSolarPoint, wrapLongitude } from "./sun";
export {
  circle,
  footprint,
  footprintRadiusDeg,
  greatCircle,
  type SphericalLine,
  type SphericalPolygon,
} from "./circle";
