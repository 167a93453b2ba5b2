export function reduce(state, action) {
  switch (action.type) {
    case 'LOAD':
      return { ...state, loading: true, error: null };
    case 'DONE':
      return { ...state, loading: false, data: action.data };
    default:
      return state;
  }
}
