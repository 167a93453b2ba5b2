$('#filter').on('submit', (event) => {
  event.preventDefault();
  if (!query) return;
  update({ query });
  reload();
});

$('#sort').on('change', (event) => {
  update({ sort: event.target.value });
  reload();
});

window.on('focus', reload);
