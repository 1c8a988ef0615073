// Counts by resource type and property path in which the templates of two folders of assemblies differ. Values are not printed:
// scripts/same-templates shows those. usage: node scripts/template-differences.js BASE HEAD
const fs = require('fs'), path = require('path');
const [base, head] = process.argv.slice(2);

const files = (folder) => fs.readdirSync(folder, { recursive: true }).filter((file) => file.endsWith('.template.json')).sort();
const counts = new Map();
const count = (where) => counts.set(where, (counts.get(where) ?? 0) + 1);
const isObject = (value) => value !== null && typeof value === 'object';

function compare(a, b, where) {
  if (isObject(a) && isObject(b) && Array.isArray(a) === Array.isArray(b)) {
    const [ours, theirs] = [Object.keys(a), Object.keys(b)];
    if (ours.join('\n') !== theirs.join('\n')) count(`${where} (keys, length or order)`);
    for (const key of ours.filter((key) => theirs.includes(key))) {
      compare(a[key], b[key], Array.isArray(a) ? `${where}[]` : `${where}.${key}`);
    }
  } else if (a !== b) {
    count(where);
  }
}

const [ours, theirs] = [files(base), files(head)];
if (ours.join('\n') !== theirs.join('\n')) count('the list of templates');
for (const file of ours.filter((file) => theirs.includes(file))) {
  const [a, b] = [base, head].map((folder) => JSON.parse(fs.readFileSync(path.join(folder, file))));
  for (const section of new Set([...Object.keys(a), ...Object.keys(b)])) {
    if (!a[section] || !b[section]) {
      count(section);
      continue;
    }
    if (section !== 'Resources' && section !== 'Outputs') {
      compare(a[section], b[section], section);
      continue;
    }
    if (Object.keys(a[section]).join('\n') !== Object.keys(b[section]).join('\n')) count(`${section} (logical ids or their order)`);
    for (const id of Object.keys(a[section]).filter((id) => id in b[section])) {
      compare(a[section][id], b[section][id], a[section][id].Type ?? section);
    }
  }
}
for (const [where, times] of [...counts].sort()) console.log(`${String(times).padStart(6)}  ${where}`);
console.log(`${ours.length} templates, ${counts.size} paths differ`);
