function Indent({ id }) {
  const [mayLeave, leave] = useLeave(id);
  const label = 'Leave';
  return draw(label, mayLeave, leave);
}
