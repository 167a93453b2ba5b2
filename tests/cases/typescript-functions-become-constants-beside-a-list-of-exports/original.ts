const scale = 2;

function width(box: Box) {
  return box.right - box.left;
}

function height(box: Box) {
  return box.bottom - box.top;
}

const area = (box: Box) => {
  return width(box) * height(box);
};

export {
  width,
  height,
  area,
};
