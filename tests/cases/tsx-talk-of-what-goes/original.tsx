import { Debug, Links, Section } from './parts';

export function App() {
  return (
    <main>
      <Section title="Start">
        <p>Edit App.tsx.</p>
      </Section>
      <Section title="Debug">
        <Debug />
      </Section>
      <Section title="More">
        <Links />
      </Section>
    </main>
  );
}
