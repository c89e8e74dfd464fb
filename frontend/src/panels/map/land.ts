/** The Earth's land, drawn so faintly that the coarsest outline will do; fetched when the map is. */
import { feature } from "topojson-client";
import type { Topology, GeometryCollection } from "topojson-specification";
import land110_url from "world-atlas/land-110m.json?url";
import land50_url from "world-atlas/land-50m.json?url";
import type { FeatureCollection } from "geojson";

type LandTopology = Topology<{ land: GeometryCollection }>;

export type Land = FeatureCollection;

async function load(url: string): Promise<Land> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`land: ${answer.status}`);
  const topology = (await answer.json()) as LandTopology;
  return feature(topology, topology.objects.land);
}

/** 1:110 million, 18 kB: for everything that moves. */
export const coarseLand = (): Promise<Land> => load(land110_url);

/** 1:50 million: only for a picture at rest that is large or near. */
export const fineLand = (): Promise<Land> => load(land50_url);
