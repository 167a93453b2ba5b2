export const actions = {
  add: (state, item) => ({ ...state, items: [...state.items, item] }),
  remove: (state, id) => ({ ...state, items: without(state.items, id) }),
  clear: (state) => ({ ...state, items: [] }),
};
