export type ToastTone = "info" | "good" | "bad";

export interface Toast {
  id: number;
  tone: ToastTone;
  text: string;
}

const listeners = new Set<() => void>();
let toasts: readonly Toast[] = [];
let nextId = 1;

function publish(next: readonly Toast[]) {
  toasts = next;
  for (const listener of listeners) listener();
}

/** Says in passing that something happened. What must not be missed belongs on the page (Notice). */
export function toast(text: string, tone: ToastTone = "info"): void {
  publish([...toasts.slice(-2), { id: nextId++, tone, text }]);
}

export function dismissToast(id: number): void {
  publish(toasts.filter((one) => one.id !== id));
}

export function subscribeToToasts(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function currentToasts(): readonly Toast[] {
  return toasts;
}
