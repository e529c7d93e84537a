// JSON with line breaks. Numbers and escapes stay as they were written: JSON.parse would round large numbers.

const tokens = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

// Text that is deeply nested would become much longer.
const mostTimesLonger = 10;
const alwaysAllowed = 10_000;

/** The text with line breaks and indents; null if it is not JSON, if that would change nothing, or if it would become too long. */
export function indent(text) {
  try {
    JSON.parse(text);
  } catch {
    return null;
  }

  const parts = [];
  const most = Math.max(alwaysAllowed, text.length * mostTimesLonger);
  let length = 0;
  let newLine = "\n";
  let previous = "";
  for (const [token] of text.matchAll(tokens)) {
    const isEnd = token === "}" || token === "]";
    if (isEnd) {
      newLine = newLine.slice(0, -2);
    }

    const isEmpty = isEnd && (previous === "{" || previous === "[");
    if (isEnd ? !isEmpty : previous === "{" || previous === "[" || previous === ",") {
      parts.push(newLine);
      length += newLine.length;
      if (length > most) {
        return null;
      }
    }

    parts.push(token === ":" ? ": " : token);
    if (token === "{" || token === "[") {
      newLine += "  ";
    }

    previous = token;
  }

  const indented = parts.join("");
  return indented === text ? null : indented;
}
