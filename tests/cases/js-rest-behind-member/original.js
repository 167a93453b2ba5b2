const defaults = {
  loop: true,
  delay: 300,
  speed: 450,
  easing: 'linear',
};
