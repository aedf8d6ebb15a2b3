import { createElement } from "react";

const ADDRESS = /(https?:\/\/[^\s<>"]+)/;

/** The plain-text part of a mail with its addresses as links. */
export function MailText({ text }: { text: string }) {
  const parts = text.split(ADDRESS).map((part) => (ADDRESS.test(part) ? toLink(part) : part));
  // Given one by one, because they never move and so need no keys.
  return createElement("p", { className: "whitespace-pre-wrap break-words" }, ...parts);
}

function toLink(address: string) {
  return (
    <a href={address} className="text-action underline">
      {address}
    </a>
  );
}
