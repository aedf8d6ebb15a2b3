"use client";

import { useFormStatus } from "react-dom";
import { Button, type ButtonProps } from "./button.tsx";

/** Sends the form it stands in, and is busy while that form's action runs. */
export function SubmitButton({ variant = "primary", ...rest }: Omit<ButtonProps, "type" | "pending">) {
  const { pending } = useFormStatus();
  return <Button type="submit" variant={variant} pending={pending} {...rest} />;
}
