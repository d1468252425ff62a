// Where each mark stands: things of one kind in a lane, those that would lie over each other in rows of it.
const ROW = 13;
const ROOM = 8;

export const dayOf = (text) => new Date(`${text}T00:00:00Z`);
export const dayAfter = (text) => new Date(dayOf(text).getTime() + 86_400_000);

/** The lanes with their marks, for a scale of days to pixels; `height` is that of all together. */
export function lanes(kinds, moments, scale, top) {
  let y = top;
  const made = kinds.map((kind) => {
    const ends = [];
    const marks = moments
      .filter((one) => one.line.kind === kind)
      .map((moment) => {
        const start = scale(dayOf(moment.first));
        const end = Math.max(scale(dayAfter(moment.last)), start + ROOM);
        let row = ends.findIndex((used) => used + 2 < start);
        if (row < 0) row = ends.push(0) - 1;
        ends[row] = end + (moment.lasts ? ROOM : 0);
        return { moment, start, end, row };
      });
    const lane = { kind, marks, top: y, height: Math.max(ends.length, 1) * ROW + 14 };
    y += lane.height;
    return lane;
  });
  return { lanes: made, height: y };
}

export { ROW };
