function A() {
  return (
    <div className="b">
      <h3>{title}</h3>
      <ul>
        {items}
      </ul>
    </div>
  );
}
