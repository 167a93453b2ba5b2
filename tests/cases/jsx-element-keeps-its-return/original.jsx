function Row(props) {
  const state = usePanel(props.id);
  return <Panel
    id="main"
    state={state}
    onOpen={props.open}
  />;
}
