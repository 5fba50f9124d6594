// Rectangles in drawers of 256 by 256, so that a hit is found without looking at all of them. No DOM access.
export function shelf() {
  const drawers = new Map(), SIZE = 256, none = [];
  const place = (value) => Math.floor(value / SIZE);
  const meet = (one, other) => other.left < one.right && one.left < other.right && other.top < one.bottom && one.top < other.bottom;
  function some(rect, counts) {
    for (let x = place(rect.left); x <= place(rect.right); x++)
      for (let y = place(rect.top); y <= place(rect.bottom); y++) for (const other of drawers.get(x * 65536 + y) ?? none) if (meet(rect, other) && counts(other)) return true;
    return false;
  }
  return {
    add(rect) {
      for (let x = place(rect.left); x <= place(rect.right); x++)
        for (let y = place(rect.top); y <= place(rect.bottom); y++) (drawers.get(x * 65536 + y) ?? drawers.set(x * 65536 + y, []).get(x * 65536 + y)).push(rect);
    },
    meets: (rect) => some(rect, () => true),
    hits(rect, counts) {
      const seen = [];
      some(rect, (other) => {
        if (counts(other) && !seen.includes(other)) seen.push(other);
        return false;
      });
      return seen.length;
    },
  };
}
