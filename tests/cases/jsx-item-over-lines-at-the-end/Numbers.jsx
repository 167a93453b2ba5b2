export function Numbers({ user }) {
  return (
    <ul>
      <li>
        <b>{user.posts}</b> posts
      </li>
      <li>
        <b>{user.friends}</b> friends
      </li>
    </ul>
  );
}
