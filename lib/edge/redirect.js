// Sends viewers of the site's other names to TARGET, with path and query as they were. CloudFront Functions have no URLSearchParams. The
// values in querystring are still encoded, as the viewer sent them.
function redirect(request) {
  if (SHOWN.indexOf(request.headers.host.value.toLowerCase()) >= 0) {
    return null;
  }
  var query = [];
  Object.keys(request.querystring).forEach(function (name) {
    var parameter = request.querystring[name];
    (parameter.multiValue || [parameter]).forEach(function (one) {
      query.push(one.value === '' ? name : name + '=' + one.value);
    });
  });
  var location = 'https://TARGET' + request.uri + (query.length > 0 ? '?' + query.join('&') : '');
  // 301 lets a browser turn POST into GET; 308 does not.
  var keeps = request.method !== 'GET' && request.method !== 'HEAD';
  return {
    statusCode: keeps ? 308 : 301,
    statusDescription: keeps ? 'Permanent Redirect' : 'Moved Permanently',
    headers: { location: { value: location }, 'cache-control': { value: 'max-age=3600' } },
  };
}
