(function () {
'use strict';
var all = function (what, where) { return [].slice.call((where || document).querySelectorAll(what)); };
function cellValue(row, place) { return row.cells[place] ? row.cells[place].textContent.trim() : ''; }
var thousands = document.documentElement.lang === 'en' ? /,/g : /[\s\u00a0\u202f]/g;
function numberOf(text) { return parseFloat(text.replace(thousands, '').replace(',', '.').replace(/^[^\d\-]+/, '')); }
function groupsOf(body) {
  var groups = [];
  all('tr', body).forEach(function (row) {
    if (row.classList.contains('below') && groups.length) { groups[groups.length - 1].push(row); } else { groups.push([row]); }
  });
  return groups;
}
function sortBy(table, place, up) {
  var body = table.tBodies[0];
  groupsOf(body).map(function (group) { return { group: group, value: cellValue(group[0], place) }; })
    .sort(function (one, other) {
      var apart = numberOf(one.value) - numberOf(other.value);
      return (isNaN(apart) ? one.value.localeCompare(other.value) : apart) * (up ? 1 : -1);
    })
    .forEach(function (each) { each.group.forEach(function (row) { body.appendChild(row); }); });
}
function makeSortable(table) {
  var heads = all('thead th', table);
  heads.forEach(function (head, place) {
    var button = document.createElement('button');
    button.type = 'button';
    button.title = table.dataset.sort;
    button.textContent = head.textContent;
    head.textContent = '';
    head.appendChild(button);
    button.addEventListener('click', function () {
      var up = head.getAttribute('aria-sort') === 'descending';
      heads.forEach(function (each) { each.removeAttribute('aria-sort'); });
      head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
      sortBy(table, place, up);
    });
  });
}
function makeFilter(table) {
  var label = document.createElement('label'), field = document.createElement('input'), told = document.createElement('span');
  label.className = 'filter';
  label.textContent = table.dataset.filter + ' ';
  field.type = 'search';
  told.setAttribute('role', 'status');
  label.appendChild(field);
  label.appendChild(told);
  table.parentNode.parentNode.insertBefore(label, table.parentNode);
  field.addEventListener('input', function () {
    var wanted = field.value.toLowerCase(), shown = 0, groups = groupsOf(table.tBodies[0]);
    groups.forEach(function (group) {
      var on = group.some(function (row) { return row.textContent.toLowerCase().indexOf(wanted) >= 0; });
      group.forEach(function (row) { row.hidden = !on; });
      shown += on ? 1 : 0;
    });
    told.textContent = wanted ? ' ' + shown + ' / ' + groups.length : '';
  });
}
function makeReadable(chart) {
  var line = document.createElement('p');
  line.className = 'reading';
  line.textContent = chart.dataset.read;
  chart.parentNode.insertBefore(line, chart.nextSibling);
  function read(event) {
    var part = event.target.closest('g'), title = part && chart.contains(part) && part.querySelector('title');
    line.textContent = title ? title.textContent : chart.dataset.read;
  }
  chart.addEventListener('pointermove', read);
  chart.addEventListener('pointerdown', read);
  chart.addEventListener('pointerleave', function (event) {
    if (event.pointerType === 'mouse') { line.textContent = chart.dataset.read; }
  });
}
all('table[data-sort]').forEach(makeSortable);
all('table[data-filter]').forEach(makeFilter);
all('svg[data-read]').forEach(makeReadable);
if (!CSS.supports('selector(::details-content)')) {
  addEventListener('beforeprint', function () { all('details').forEach(function (each) { each.open = true; }); });
}
function openTarget() {
  var target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (var each = target || null; each; each = each.parentElement) { if (each.tagName === 'DETAILS') { each.open = true; } }
}
addEventListener('hashchange', openTarget);
openTarget();
}());
