import { check } from './check';

export function themeOf(module) {
  const theme = module == null ? null : module.theme();
  check(
    theme === 'day' || theme === 'night' || theme == null,
    "Unknown theme. Did you mean 'day' or 'night'?",
  );
  return theme;
}

export function listen(module, emit) {
  module.on('theme', emit);
}
