export function Tip({ text, at }: { text: string; at: Point }) {
  const place = usePlace(at);
  if (!text) {
    return null;
  }
  return (
    <div className="tip" style={place}>
      <p>{text}</p>
      <button type="button">Close</button>
    </div>
  );
}
