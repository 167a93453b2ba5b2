import Flag from './Flag';

function ShipRow({ ship }) {
  return (
    <tr>
      <td>{ship.name}</td>
      <td>
        <Flag country={ship.country} />
      </td>
    </tr>
  );
}

export default function Ships({ ships }) {
  return (
    <table>
      <thead>
        <tr>
          <th>Ship</th>
          <th>Flag</th>
        </tr>
      </thead>
      <tbody>
        {ships.map((ship) => (
          <ShipRow key={ship.id} ship={ship} />
        ))}
      </tbody>
    </table>
  );
}
