function mount(panel) {
  attach(
    panel.node,
    document.body,
  );
}
