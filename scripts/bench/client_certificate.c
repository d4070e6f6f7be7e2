// h2load cannot present a client certificate. Preloaded, this gives one to every TLS context that is made.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>

typedef struct ssl_ctx_st SSL_CTX;
int SSL_CTX_use_certificate_chain_file(SSL_CTX *context, const char *file);
int SSL_CTX_use_PrivateKey_file(SSL_CTX *context, const char *file, int type);

SSL_CTX *SSL_CTX_new(const void *method) {
    SSL_CTX *(*original)(const void *) = (SSL_CTX * (*)(const void *)) dlsym(RTLD_NEXT, "SSL_CTX_new");
    SSL_CTX *context = original(method);
    const char *chain = getenv("CLIENT_CHAIN"), *key = getenv("CLIENT_KEY");
    if (context && chain && key) {
        SSL_CTX_use_certificate_chain_file(context, chain);
        SSL_CTX_use_PrivateKey_file(context, key, 1);
    }
    return context;
}
