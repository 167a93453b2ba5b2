const handlers = {
  onOpen: openPanel,
  onClose: closePanel,
};

bind(handlers.onOpen);
bind(handlers.onClose);
