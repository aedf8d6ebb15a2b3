"use client";

import { clsx } from "clsx";
import { parseAsString, useQueryStates } from "nuqs";
import { useState, useTransition } from "react";
import { SelectField, type SelectOption } from "./select.tsx";

export interface UrlSelectProps {
  /** The key in the address. */
  name: string;
  label: string;
  /** What the server understood the address to say; "" stands for the key being absent. */
  value: string;
  options: readonly SelectOption[];
  /** Keys that another choice makes meaningless: a page of a list, an open row. */
  clears?: readonly string[];
  className?: string;
}

/** A choice that goes into the address as soon as it is made. Stands inside UrlFilters. */
export function UrlSelect({ name, label, value, options, clears = [], className }: UrlSelectProps) {
  const [pending, startTransition] = useTransition();
  const keys = Object.fromEntries([name, ...clears].map((key) => [key, parseAsString]));
  const [, setAddress] = useQueryStates(keys, { history: "push", shallow: false, startTransition });
  const [chosen, setChosen] = useState(value);
  const [rendered, setRendered] = useState(value);
  // The page has been rendered for another address: by this choice, by the back button or by a link.
  if (rendered !== value) {
    setRendered(value);
    setChosen(value);
  }
  const choose = (next: string) => {
    setChosen(next);
    setAddress({ ...Object.fromEntries(clears.map((key) => [key, null])), [name]: next || null });
  };
  return (
    <SelectField
      label={label}
      name={name}
      value={chosen}
      options={options}
      aria-busy={pending || undefined}
      className={clsx(className, pending && "opacity-70")}
      onChange={(event) => choose(event.target.value)}
    />
  );
}
