// What the drawing of ways and of their pills both ask of a plan (layout.js says what a plan is). No DOM access.

export const bandMiddle = (plan, band) => (plan.bands[band].top + plan.bands[band].bottom) / 2;

export const distance = ([x1, y1], [x2, y2]) => Math.hypot(x2 - x1, y2 - y1);
