export function Menu({ pick }) {
  return (
    <ul>
      <li
        key="soup"
        className="dish"
        onClick={pick}
      >
        <b>Soup</b>
      </li>
      <li className="drink">
        <b>Tea</b>
      </li>
    </ul>
  );
}
