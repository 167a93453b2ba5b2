const labels = {
  harbour: translate(
    "the harbour's name"
  ),
  pier: translate(
    'number of the pier'
  ),
};

export const titles = (t) => ({
  harbour: t(
    'Harbour'
  ),
  pier: t(
    'Pier'
  ),
});
