// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.console;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The rules by which requests are let in. A request that no rule lets in is refused.
 * <ol>
 * <li>Spring Security authenticated the user, or the request comes from this machine, by
 * no proxy, and was sent to a name of this machine: a foreign name that leads here
 * belongs to somebody else's page.
 * <li>The page that sends it is the console's own.
 * <li>What changes something has a header that no form can send.
 * </ol>
 */
final class ConsoleAccess {

	/** The header of requests that change something. */
	static final String HEADER = "X-Callbacks-Console";

	/** The headers of every reply. */
	static final Map<String, String> REPLY_HEADERS = Map.of("Content-Security-Policy",
			"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
					+ "base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
			"X-Content-Type-Options", "nosniff", "Referrer-Policy", "no-referrer", "Cross-Origin-Resource-Policy",
			"same-origin", "Cache-Control", "no-store");

	private static final List<String> PROXY_HEADERS = List.of("Forwarded", "X-Forwarded-For", "X-Forwarded-Host",
			"X-Forwarded-Proto", "X-Forwarded-Port", "X-Forwarded-Prefix", "X-Forwarded-Ssl", "X-Real-IP", "Via",
			"True-Client-IP", "CF-Connecting-IP", "X-Client-IP", "X-Cluster-Client-IP");

	private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD");

	private static final Pattern LOCAL_NAME = Pattern
		.compile("(localhost|[\\w.-]+\\.localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d+)?");

	/** An address, and nothing that would have to be looked up. */
	private static final Pattern ADDRESS = Pattern.compile("[0-9a-fA-F.:]+");

	private ConsoleAccess() {
	}

	/**
	 * Admits a request.
	 * @throws ConsoleDeniedException if no rule lets it in
	 */
	static void check(Visit visit) {
		if (visit.viewer().user() == null) {
			checkLocal(visit);
		}
		if (isForeign(visit)) {
			throw new ConsoleDeniedException("The console takes requests of its own page only.");
		}
		if (!SAFE_METHODS.contains(visit.method()) && !visit.hasHeader(HEADER)) {
			throw new ConsoleDeniedException("The header '" + HEADER + "' is missing.");
		}
	}

	private static void checkLocal(Visit visit) {
		boolean isLocal = visit.remoteAddress() != null && visit.remoteAddress().isLoopbackAddress();
		if (!isLocal || visit.relayed() || PROXY_HEADERS.stream().anyMatch(visit::hasHeader)) {
			throw new ConsoleDeniedException("The console is for this machine, without a proxy, and for users that"
					+ " Spring Security authenticated.");
		}
		String host = visit.header("Host");
		if (host == null || !LOCAL_NAME.matcher(host.toLowerCase(Locale.ROOT)).matches()) {
			throw new ConsoleDeniedException("The console answers at 'localhost' only.");
		}
	}

	private static boolean isForeign(Visit visit) {
		String site = visit.header("Sec-Fetch-Site");
		if (site != null && !site.equals("same-origin") && !site.equals("none")) {
			boolean isLink = "navigate".equals(visit.header("Sec-Fetch-Mode"))
					&& "document".equals(visit.header("Sec-Fetch-Dest")) && visit.method().equals("GET");
			return !isLink;
		}
		String origin = visit.header("Origin");
		return origin != null && !"same-origin".equals(site) && !isOrigin(origin, visit.header("Host"));
	}

	private static boolean isOrigin(String origin, @Nullable String host) {
		try {
			return host != null && host.equalsIgnoreCase(URI.create(origin).getAuthority());
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	/**
	 * Reads an address without looking up a name.
	 * @return the address, or {@code null} if the text is none
	 */
	static @Nullable InetAddress address(@Nullable String text) {
		if (text == null || !ADDRESS.matcher(text).matches()) {
			return null;
		}
		try {
			return InetAddress.getByName(text);
		}
		catch (UnknownHostException ex) {
			return null;
		}
	}

}
