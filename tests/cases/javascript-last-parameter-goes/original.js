const MOST = 50;
function TideCloud({
  attributes,
  setAttributes,
  stations
}) {
  const shown = stations.slice(0, MOST);
  const label = attributes.label ?? 'tides';
  return draw(shown, label, setAttributes);
}
export default TideCloud;
