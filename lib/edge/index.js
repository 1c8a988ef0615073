// An address of a single-page application is no file, such as /orders/7: it gets the page INDEX. A file's name has a dot.
function index(request) {
  if (request.uri.slice(request.uri.lastIndexOf('/')).indexOf('.') < 0) {
    request.uri = 'INDEX';
  }
  return request;
}
