export const edge = (w) => w * 4;
export const area = (w, h) => w * h;
