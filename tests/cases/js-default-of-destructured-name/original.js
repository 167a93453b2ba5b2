export function Clock() {
  const [ zone = prefs.zone ] = useSetting(
    'clock',
    'zone'
  );
  const [ format = prefs.format ] = useSetting(
    'clock',
    'format'
  );
  return show(zone, format);
}
