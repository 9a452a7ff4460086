// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.function.Function;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;

/**
 * The key of chains, with the authentication codes (HMAC-SHA256) that it makes. Each code
 * begins with a letter for its purpose, so that none stands for another. For one thread.
 */
final class ChainKey {

	/** The length of the shortest key, in bytes. */
	static final int MIN_LENGTH = 32;

	private static final String ALGORITHM = "HmacSHA256";

	private final SecretKeySpec secret;

	private final Mac mac;

	private ChainKey(SecretKeySpec secret) {
		this.secret = secret;
		try {
			this.mac = Mac.getInstance(ALGORITHM);
			this.mac.init(secret);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static boolean isLongEnough(String key) {
		return key.getBytes(StandardCharsets.UTF_8).length >= MIN_LENGTH;
	}

	static ChainKey of(String key) {
		return new ChainKey(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), ALGORITHM));
	}

	/**
	 * Returns the same key for another thread.
	 */
	ChainKey copy() {
		return new ChainKey(this.secret);
	}

	/**
	 * Returns the head of a chain without links.
	 */
	byte[] genesis(long chain) {
		return code('G', chain, 0, 0);
	}

	/**
	 * Returns the code of a link: of its place, its run, and the columns that it covers.
	 */
	byte[] link(Link link, Function<Column, @Nullable Object> values) {
		UUID run = link.run();
		this.mac.update(ByteBuffer.allocate(2 + 4 * Long.BYTES)
			.put((byte) 'L')
			.put((byte) link.type().ordinal())
			.putLong(link.chain())
			.putLong(link.number())
			.putLong(run.getMostSignificantBits())
			.putLong(run.getLeastSignificantBits())
			.flip());
		return this.mac.doFinal(RowCodec.encode(link.type().columns(), values));
	}

	/**
	 * Returns the code of a link of an abandoned run.
	 */
	byte[] abandon(Link link, Instant at) {
		UUID run = link.run();
		return code('A', link.chain(), link.number(), run.getMostSignificantBits(), run.getLeastSignificantBits(),
				ChronoUnit.MICROS.between(Instant.EPOCH, at));
	}

	/**
	 * Returns the head of a chain after a further link.
	 */
	byte[] head(byte[] head, byte[] link) {
		this.mac.update((byte) 'H');
		this.mac.update(head);
		return this.mac.doFinal(link);
	}

	/**
	 * Returns the code of the number of links that retention has removed.
	 */
	byte[] removed(long chain, long links) {
		return code('R', chain, links);
	}

	private byte[] code(char purpose, long... values) {
		ByteBuffer buffer = ByteBuffer.allocate(1 + values.length * Long.BYTES).put((byte) purpose);
		for (long value : values) {
			buffer.putLong(value);
		}
		return this.mac.doFinal(buffer.array());
	}

	/**
	 * A link of a chain.
	 *
	 * @param chain the number of the chain: the epoch of the process that wrote it
	 * @param number the number of the link, from one
	 * @param type its type
	 * @param run the run whose row has it
	 */
	record Link(long chain, long number, LinkType type, UUID run) {

	}

}
