export function watchTide(harbour) {
  let gone = false;
  loadTide(harbour.id).then((tide) => {
    if (gone) return;
    showTide(tide);
    hideSpinner();
  });
  return () => {
    gone = true;
  };
}
