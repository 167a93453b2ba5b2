export function Bar({ icon, onOpen }) {
  return (
    <div>
      <Toggle
        renderToggle={() => {
          return (
            <ToolbarLink
              icon={icon}
              label="Open"
              onClick={onOpen}
            />
          );
        }}
      />
    </div>
  );
}
