/** Points that would be nearer to each other than a finger is wide become one mark. */

const CELL = 48; // pixels

/**
 * Groups of points at a zoom: `[{ x, y, members }]`, where x and y are pixels of the whole world at that zoom. Those of
 * one cell of a grid are together, at their mean, and so are small groups with a greater one that is near. The same for
 * the same points in any order, in time that grows with their number alone.
 *
 * `points`: `[{ x, y, ... }]`, in pixels of the whole world at zoom 0.
 */
export const grouped = (points, zoom) => {
  const scale = 2 ** zoom;
  const cells = new Map();
  for (const point of points) {
    const column = Math.floor((point.x * scale) / CELL);
    const row = Math.floor((point.y * scale) / CELL);
    const name = `${column} ${row}`;
    const cell = cells.get(name);
    if (cell) cell.members.push(point);
    else cells.set(name, { column, row, members: [point] });
  }
  for (const cell of cells.values()) place(cell, scale);
  const order = [...cells.values()].sort(
    (one, other) => other.members.length - one.members.length || one.row - other.row || one.column - other.column,
  );
  for (const cell of order) {
    const near = beside(cell, cells).find((other) => Math.hypot(other.x - cell.x, other.y - cell.y) < CELL);
    if (near) {
      near.members.push(...cell.members);
      place(near, scale);
    } else {
      cell.stands = true;
    }
  }
  return order.filter((cell) => cell.stands);
};

const place = (cell, scale) => {
  const { members } = cell;
  cell.x = (members.reduce((sum, point) => sum + point.x, 0) / members.length) * scale;
  cell.y = (members.reduce((sum, point) => sum + point.y, 0) / members.length) * scale;
};

/** The groups around a cell that stand already. */
const beside = ({ column, row }, cells) =>
  [-1, 0, 1]
    .flatMap((down) => [-1, 0, 1].map((right) => cells.get(`${column + right} ${row + down}`)))
    .filter((cell) => cell?.stands);
