export function Racks({ racks, onPick }) {
  return (
    <table>
      <thead>
        <tr>
          <th>Rack</th>
          <th>Units</th>
        </tr>
      </thead>
      <tbody>
        {racks.map((rack) => (
          <tr key={rack.id} className={rack.kind}>
            <td>{rack.label}</td>
            <td>{rack.units}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
