/** A broken view says so and can be opened anew; the rest of the desk and every draft stay. */
import { Component, type ErrorInfo, type ReactNode } from "react";

export class ErrorBoundary extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error): { error: Error } {
    return { error };
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    // Support reads it in the browser's own console.
    // eslint-disable-next-line no-console
    console.error(error, info.componentStack);
  }

  override render(): ReactNode {
    if (this.state.error === null) return this.props.children;
    return (
      <main className="pad" role="alert">
        <p><b>Skats apstājās · The view stopped</b></p>
        <p className="ink2 code">{this.state.error.message}</p>
        <button type="button" className="btn is-main" onClick={() => location.reload()}>Atvērt no jauna · Open anew</button>
      </main>
    );
  }
}
