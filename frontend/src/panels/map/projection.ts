// Flat map and globe as one projection with a dial between them.
//
// d3-geo clips the globe at its rim and the flat map at its edge, so the two cannot simply be
// mixed. In between, the far side is laid onto the rim: longitudes beyond ±90° (seen from the
// centre) are held at ±90°, where an orthographic globe has no width. Turning the dial unrolls the
// far side from the rim, without a jump at either end. The globe at rest is d3's own, because its
// rim is exact.

import {
  geoNaturalEarth1Raw,
  geoOrthographic,
  geoProjection,
  type GeoProjection,
  type GeoRawProjection,
} from "d3-geo";
import type { GroundPoint, Vector } from "../../geo";
import { MEAN_RADIUS_KM } from "../../geo";

/** What the viewer sees: centre of the view, 0 = globe … 1 = flat, and how near. */
export interface Camera {
  readonly longitude_deg: number;
  /** Centre latitude of the globe; a flat map slides by it when zoomed. */
  readonly latitude_deg: number;
  readonly flat: number;
  readonly zoom: number;
}

export interface Stage {
  readonly width: number;
  readonly height: number;
  /** CSS px kept free around the globe, for the labels at its rim. */
  readonly margin: number;
}

const HALF_PI = Math.PI / 2;

/** A flat map on the unit sphere, and how far it reaches from its centre. */
interface Sheet {
  readonly raw: GeoRawProjection;
  readonly halfWidth: number;
  readonly halfHeight: number;
}

/** Miller's cylinder (O. M. Miller, 1942): Mercator's of 4/5 of the latitude, drawn 5/4 as high. */
const miller: GeoRawProjection = Object.assign(
  (longitude: number, latitude: number): [number, number] => [
    longitude,
    1.25 * Math.log(Math.tan(Math.PI / 4 + 0.4 * latitude)),
  ],
  {
    invert: (x: number, y: number): [number, number] => [
      x,
      2.5 * (Math.atan(Math.exp(0.8 * y)) - Math.PI / 4),
    ],
  },
);
const WIDE: Sheet = { raw: geoNaturalEarth1Raw, halfWidth: 2.7352, halfHeight: 1.4224 };
const HIGH: Sheet = { raw: miller, halfWidth: Math.PI, halfHeight: 2.3034 };

/**
 * Natural Earth I is a low strip on a phone; where there is height for it, a cylinder is half as
 * high again, and most so in the north, where stations crowd.
 */
function sheetFor({ width, height }: Stage): Sheet {
  return height / width >= HIGH.halfHeight / HIGH.halfWidth ? HIGH : WIDE;
}

function globeRaw(longitude: number, latitude: number): [number, number] {
  const held = Math.max(-HALF_PI, Math.min(HALF_PI, longitude));
  return [Math.cos(latitude) * Math.sin(held), Math.sin(latitude)];
}

/** Radius of the globe, CSS px. */
export function globeRadius(stage: Stage, zoom: number): number {
  return Math.max(20, Math.min(stage.width, stage.height) / 2 - stage.margin) * zoom;
}

function flatScale(stage: Stage, zoom: number): number {
  const edge = stage.margin * 0.25;
  const { halfWidth, halfHeight } = sheetFor(stage);
  return (
    zoom *
    Math.min((stage.width - edge) / (2 * halfWidth), (stage.height - edge) / (2 * halfHeight))
  );
}

const mix = (from: number, to: number, share: number): number => from + (to - from) * share;

/** How far a flat map that is higher than its stage has slid, CSS px. */
function slideOf({ latitude_deg, flat }: Camera, stage: Stage, scale: number): number {
  const { raw, halfHeight } = sheetFor(stage);
  const hidden = Math.max(0, scale * halfHeight - stage.height / 2);
  const wanted = scale * raw(0, (latitude_deg * Math.PI) / 180)[1];
  return flat * Math.max(-hidden, Math.min(hidden, wanted));
}

/** A camera turned into pixels. */
export interface Sight {
  readonly camera: Camera;
  readonly projection: GeoProjection;
  /** Radius of the globe where there is one, CSS px. */
  readonly radius: number;
  readonly centre: readonly [number, number];
  /** East, north and outward at the centre of the view, Earth-fixed. */
  readonly axes: readonly [Vector, Vector, Vector];
}

export function sightOf(camera: Camera, stage: Stage): Sight {
  const { flat, zoom } = camera;
  const tilt_deg = camera.latitude_deg * (1 - flat);
  const scale = mix(globeRadius(stage, zoom), flatScale(stage, zoom), flat);
  const { raw } = sheetFor(stage);
  const centre = [stage.width / 2, stage.height / 2 + slideOf(camera, stage, scale)] as const;
  const projection =
    flat === 0
      ? geoOrthographic().clipAngle(90)
      : flat === 1
        ? geoProjection(raw)
        : geoProjection((longitude, latitude) => {
            const near = globeRaw(longitude, latitude);
            const wide = raw(longitude, latitude);
            return [mix(near[0], wide[0], flat), mix(near[1], wide[1], flat)];
          });
  projection
    .rotate([-camera.longitude_deg, -tilt_deg])
    .scale(scale)
    .translate([centre[0], centre[1]])
    .precision(0.4);
  return {
    camera,
    projection,
    radius: globeRadius(stage, zoom),
    centre,
    axes: axesAt({ latitude_deg: tilt_deg, longitude_deg: camera.longitude_deg }),
  };
}

function axesAt(centre: GroundPoint): [Vector, Vector, Vector] {
  const latitude = (centre.latitude_deg * Math.PI) / 180;
  const longitude = (centre.longitude_deg * Math.PI) / 180;
  const [sinLat, cosLat] = [Math.sin(latitude), Math.cos(latitude)];
  const [sinLon, cosLon] = [Math.sin(longitude), Math.cos(longitude)];
  return [
    [-sinLon, cosLon, 0],
    [-sinLat * cosLon, -sinLat * sinLon, cosLat],
    [cosLat * cosLon, cosLat * sinLon, sinLat],
  ];
}

const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

/** A point on the picture and whether the viewer can see it (1) or the globe hides it (0). */
export interface Seen {
  readonly x: number;
  readonly y: number;
  readonly shown: number;
}

/** A place on the ground. On the way between globe and map the far side fades in. */
export function placeOn(sight: Sight, at: GroundPoint): Seen {
  const [x, y] = sight.projection([at.longitude_deg, at.latitude_deg]) ?? [NaN, NaN];
  const latitude = (at.latitude_deg * Math.PI) / 180;
  const longitude = (at.longitude_deg * Math.PI) / 180;
  const out: Vector = [
    Math.cos(latitude) * Math.cos(longitude),
    Math.cos(latitude) * Math.sin(longitude),
    Math.sin(latitude),
  ];
  return { x, y, shown: dot(out, sight.axes[2]) > 0 ? 1 : sight.camera.flat };
}

/** A position in space as it stands around the globe, CSS px; `depth` > 0 is towards the viewer. */
export function spaceOn(sight: Sight, itrs_km: Vector): { x: number; y: number; depth: number } {
  const scale = sight.radius / MEAN_RADIUS_KM;
  const [east, north, out] = sight.axes;
  return {
    x: sight.centre[0] + dot(itrs_km, east) * scale,
    y: sight.centre[1] - dot(itrs_km, north) * scale,
    depth: dot(itrs_km, out) * scale,
  };
}

/** Whether the globe stands between the viewer and a point around it. */
export function isBehindGlobe(sight: Sight, at: { x: number; y: number; depth: number }): boolean {
  const away = Math.hypot(at.x - sight.centre[0], at.y - sight.centre[1]);
  return at.depth < 0 && away < sight.radius;
}
