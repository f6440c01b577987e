// The visitor's own location history as points in time: Google's four formats and GPX. Pure: text in, points out.
// A point: { lat, lon, from, to, accuracy } with times in ms since 1970 and accuracy in metres.

const number = (value) => (typeof value === "number" && Number.isFinite(value) ? value : null);
const list = (value) => (Array.isArray(value) ? value : []);

function time(value) {
  if (typeof value === "string" && /^\d+$/.test(value)) return Number(value);
  const at = typeof value === "string" ? Date.parse(value) : number(value);
  return Number.isFinite(at) ? at : null;
}

function degrees(e7) {
  let value = number(typeof e7 === "string" ? Number(e7) : e7);
  if (value === null) return null;
  if (value > 2 ** 31) value -= 2 ** 32; // some exports wrap negative numbers
  return value / 1e7;
}

function point(lat, lon, from, to, accuracy) {
  if (lat === null || lon === null || from === null) return [];
  if (Math.abs(lat) > 90 || Math.abs(lon) > 180) return [];
  return [{ lat, lon, from, to: to ?? from, accuracy: accuracy ?? 0 }];
}

// "geo:37.5,127.0" of an iPhone, "37.5°, 127.0°" of an Android phone
function pair(text) {
  const found = typeof text === "string" && text.match(/(-?\d+(?:\.\d+)?)°?\s*,\s*(-?\d+(?:\.\d+)?)/);
  return found ? [Number(found[1]), Number(found[2])] : [null, null];
}

// Records.json
const records = (file) => list(file.locations).flatMap((one) =>
  point(degrees(one.latitudeE7), degrees(one.longitudeE7), time(one.timestamp ?? one.timestampMs), null, number(one.accuracy)));

const e7 = (place, duration) => point(
  degrees(place?.latitudeE7), degrees(place?.longitudeE7),
  time(duration?.startTimestamp ?? duration?.startTimestampMs), time(duration?.endTimestamp ?? duration?.endTimestampMs), null);

// Semantic Location History
const semantic = (file) => list(file.timelineObjects).flatMap((one) => {
  if (one.placeVisit) return e7(one.placeVisit.location, one.placeVisit.duration);
  const way = one.activitySegment;
  return list(way?.simplifiedRawPath?.points).flatMap((each) => point(
    degrees(each.latE7), degrees(each.lngE7), time(each.timestamp ?? each.timestampMs), null, number(each.accuracyMeters)));
});

// Timeline of an Android phone
const android = (file) => [
  ...list(file.semanticSegments).flatMap((one) => {
    const visit = one.visit?.topCandidate?.placeLocation?.latLng;
    return [
      ...(visit ? point(...pair(visit), time(one.startTime), time(one.endTime), null) : []),
      ...list(one.timelinePath).flatMap((each) => point(...pair(each.point), time(each.time), null, null)),
    ];
  }),
  ...list(file.rawSignals).flatMap((one) => one.position
    ? point(...pair(one.position.LatLng ?? one.position.latLng), time(one.position.timestamp), null, number(one.position.accuracyMeters)) : []),
];

// Timeline of an iPhone
const iphone = (file) => file.flatMap((one) => {
  const begun = time(one.startTime);
  const visit = one.visit?.topCandidate?.placeLocation;
  return [
    ...(visit ? point(...pair(visit), begun, time(one.endTime), null) : []),
    ...list(one.timelinePath).flatMap((each) => {
      const minutes = Number(each.durationMinutesOffsetFromStartTime);
      return point(...pair(each.point), begun === null || !Number.isFinite(minutes) ? null : begun + minutes * 60_000, null, null);
    }),
  ];
});

function gpx(text) {
  const tree = new DOMParser().parseFromString(text, "application/xml");
  if (tree.getElementsByTagName("parsererror").length) return null;
  const marks = ["trkpt", "rtept", "wpt"].flatMap((name) => [...tree.getElementsByTagNameNS("*", name)]);
  return marks.flatMap((mark) => point(
    Number(mark.getAttribute("lat")), Number(mark.getAttribute("lon")),
    time(mark.getElementsByTagNameNS("*", "time")[0]?.textContent?.trim()), null, null));
}

/** The points of a file's text; null if it is none of the formats. */
export function read(text) {
  const body = text.replace(/^\uFEFF/, "").trimStart();
  if (body.startsWith("<")) return gpx(body);
  let file;
  try { file = JSON.parse(body); } catch { return null; }
  if (Array.isArray(file)) return iphone(file);
  if (file?.locations) return records(file);
  if (file?.timelineObjects) return semantic(file);
  if (file?.semanticSegments || file?.rawSignals) return android(file);
  return null;
}

const METRES = 111_320; // a degree of latitude
const AROUND = 50; // metres around a place that still count
const DOUBT = 200; // metres of a position's own uncertainty that are believed at most

function distance(a, b) {
  const east = (a.lon - b.lon) * Math.cos(((a.lat + b.lat) / 2) * Math.PI / 180);
  return METRES * Math.hypot(east, a.lat - b.lat);
}

/** Where somebody was at a place within its times: one entry a place and band, the nearest point. */
export function matches(points, places) {
  return places.flatMap((place) => place.bands.flatMap((band) => {
    const [start, end] = [Date.parse(band.start), Date.parse(band.end)];
    let best = null;
    for (const one of points) {
      if (one.to < start || one.from >= end) continue;
      const metres = distance(one, place);
      if (metres > place.radius_m + AROUND + Math.min(one.accuracy, DOUBT)) continue;
      if (best === null || metres < best.metres) best = { place, start, end, metres };
    }
    return best ? [best] : [];
  }));
}
