// Where something in the window stands on the map's paper, in the paper's own px, whatever its zoom.

// {scale, x(clientX), y(clientY), box(rectangle of the window)}
export function onPaper(paper) {
  const { left, top, width } = paper.getBoundingClientRect();
  const scale = width / parseFloat(getComputedStyle(paper).width) || 1;
  const x = (at) => (at - left) / scale, y = (at) => (at - top) / scale;
  return { scale, x, y, box: (rect) => ({ left: x(rect.left), top: y(rect.top), right: x(rect.right), bottom: y(rect.bottom) }) };
}
