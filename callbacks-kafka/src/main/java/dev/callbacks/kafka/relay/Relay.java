// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.relay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import dev.callbacks.AsyncCallbackHandler;
import dev.callbacks.HandlerSettings;
import dev.callbacks.autoconfigure.spool.Spool;
import dev.callbacks.autoconfigure.stream.ResumableStreams;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.EventType;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.TerminalEvent;
import dev.callbacks.handler.RedactedEvents;
import dev.callbacks.handler.TreeNumbers;
import dev.callbacks.kafka.relay.RelayedTree.RelayedRun;
import dev.callbacks.kafka.wire.FrameWriter;
import dev.callbacks.kafka.wire.LifecycleCodec;
import dev.callbacks.kafka.wire.LogRecord;
import dev.callbacks.kafka.wire.LogTopic;
import dev.callbacks.kafka.wire.TokenText;
import dev.callbacks.spi.ContentRedactor;
import dev.callbacks.spi.ContentSink;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The handler that writes the events of this process into the log. It never waits: it
 * leaves records to a thread that does, and tokens to frames that are sent when their
 * time has come, when they are full, or before the next event that is no token.
 * <p>
 * <b>Bounded</b>: the bytes on their way, the spool, and the trees that are known.
 * <p>
 * <b>Thread-safety</b>: events of any number of runs may come at once. <b>Ordering</b>:
 * the records of a tree have places, by which readers order them. <b>Failure</b>: without
 * a broker lifecycle events go to the spool, and tokens are left out and counted.
 *
 * @since 0.1.0
 */
public final class Relay implements AsyncCallbackHandler, ContentSink {

	private static final Logger logger = LoggerFactory.getLogger(Relay.class);

	private static final int MAX_FRAME_TOKENS = 512;

	private static final int MAX_FRAME_SIZE = 16 << 10;

	/** The bytes that a token takes beside its text. */
	private static final int TOKEN_OVERHEAD = 16;

	/** The time that a watch lasts if nobody renews it. */
	private static final Duration WATCH = Duration.ofSeconds(30);

	private static final long TICK = TimeUnit.MILLISECONDS.toNanos(10);

	private static final long IDLE = TimeUnit.MILLISECONDS.toNanos(500);

	/** The keys whose values other instances compare. */
	private static final Set<String> KEPT = Set.of(ResumableStreams.STREAM_KEY, ResumableStreams.OWNER_KEY);

	private final RelayOptions options;

	private final LifecycleCodec codec;

	private final RelayCounts counts = new RelayCounts();

	private final Outbox outbox;

	private final OpenPartitions partitions;

	private final WatchedTrees watched = new WatchedTrees(WATCH.toNanos());

	private final DueFrames dueSoon;

	private final DueFrames dueLater;

	private final Sender sender;

	private final RelayedTrees trees;

	private volatile @Nullable RedactedEvents redacted;

	private volatile boolean stopping;

	private final AtomicBoolean started = new AtomicBoolean();

	private @Nullable Thread thread;

	/**
	 * Creates a relay.
	 * @param options the way in which it works
	 * @param numbers the numbers of events in their trees
	 * @param producers the maker of its producer, called by its own thread
	 */
	public Relay(RelayOptions options, TreeNumbers numbers, Supplier<Producer<byte[], byte[]>> producers) {
		this.options = options;
		this.codec = new LifecycleCodec(options.content(), options.maxRecordSize());
		this.outbox = new Outbox(options.bufferSize());
		this.partitions = new OpenPartitions(options.topics().partitions(), options.heartbeat().toNanos());
		this.dueSoon = new DueFrames(options.watchedFrameDelay().toNanos());
		this.dueLater = new DueFrames(options.frameDelay().toNanos());
		this.sender = new Sender(options.topics(), this.outbox, this.counts, this.partitions, options.durable(),
				producers);
		this.trees = new RelayedTrees(numbers, options.topics(), this.partitions);
	}

	@Override
	public HandlerSettings settings() {
		return this.options.content() ? HandlerSettings.none()
				: HandlerSettings.none().withInterest(EnumSet.complementOf(EnumSet.of(EventType.LLM_NEW_TOKEN)));
	}

	@Override
	public void redactBy(ContentRedactor redactor) {
		this.redacted = new RedactedEvents(redactor, KEPT);
	}

	/**
	 * Returns the accounts.
	 * @return the accounts
	 */
	public RelayCounts counts() {
		return this.counts;
	}

	/**
	 * Returns the number of bytes that are on their way.
	 * @return the bytes
	 */
	public long bufferedBytes() {
		return this.outbox.bytes();
	}

	/**
	 * Returns the size of the spool.
	 * @return the bytes
	 */
	public long spoolSize() {
		return this.sender.spoolSize();
	}

	/**
	 * Whether the broker has not confirmed what was sent last.
	 * @return whether it is away
	 */
	public boolean isBrokerAway() {
		return this.sender.isAway();
	}

	/**
	 * Sends the tokens of a tree at once for a while, since somebody watches it.
	 * @param root the root
	 */
	public void watch(UUID root) {
		this.watched.watch(root);
		RelayedTree tree = this.trees.find(root);
		if (tree != null) {
			synchronized (tree) {
				flush(tree);
			}
		}
	}

	/**
	 * Wishes something of the owner of a run.
	 * @param control the wish
	 */
	public void wish(LogRecord.Control control) {
		add(new Outgoing(LogTopic.CONTROL, control.run(), 0, this.codec.write(control), 0, Outgoing.Source.EVENT));
	}

	/**
	 * Writes a sign of life.
	 * @param partition the partition
	 */
	public void heartbeat(int partition) {
		byte[] value = this.codec.write(new LogRecord.Heartbeat(this.options.origin()));
		add(new Outgoing(LogTopic.LIFECYCLE, null, partition, value, 0, Outgoing.Source.EVENT));
	}

	/**
	 * Writes the ending of a run of another process.
	 * @param event the event
	 */
	public void abandon(LogRecord.Event event) {
		this.counts.accept();
		add(lifecycle(event.run().rootId(), this.codec.write(event)));
	}

	@Override
	public @Nullable CompletionStage<?> onEvent(CallbackEvent event) {
		this.counts.accept();
		RedactedEvents redacted = this.redacted;
		CallbackEvent sent = (redacted != null) ? redacted.of(event) : event;
		RelayedRun run = this.trees.run(event.run());
		synchronized (run.tree()) {
			long number = run.number(event.sequence());
			if (sent instanceof LlmNewToken token) {
				return addToken(run, token, number);
			}
			addEvent(run, sent, number);
		}
		if (event instanceof TerminalEvent) {
			this.trees.ended(run);
		}
		return (this.options.durable() && this.outbox.isFull()) ? this.outbox.room() : null;
	}

	private @Nullable CompletionStage<?> addToken(RelayedRun run, LlmNewToken token, long number) {
		RelayedTree tree = run.tree();
		byte[] text = TokenText.bytes(token.token());
		int bytes = text.length + TOKEN_OVERHEAD;
		if (!this.outbox.takeForTokens(bytes)) {
			if (this.options.durable()) {
				this.outbox.takeAnyway(bytes);
			}
			else {
				flush(tree, run);
				tree.shed(1);
				this.counts.leaveOut(1);
				return null;
			}
		}
		boolean isFirst = run.frame() == null;
		FrameWriter frame = run.add(token, text, number, bytes);
		if (frame.count() >= MAX_FRAME_TOKENS || frame.size() >= MAX_FRAME_SIZE) {
			flush(tree, run);
		}
		else if (isFirst) {
			boolean soon = this.watched.isWatched(tree.root()) && !this.outbox.isCongested();
			(soon ? this.dueSoon : this.dueLater).add(tree, run, frame);
		}
		return (this.options.durable() && this.outbox.isFull()) ? this.outbox.room() : null;
	}

	private void addEvent(RelayedRun run, CallbackEvent event, long number) {
		RelayedTree tree = run.tree();
		flush(tree);
		LogRecord.Tally tally = null;
		if (event instanceof TerminalEvent) {
			tally = run.tally(event.sequence());
			tree.ended(run);
		}
		LogRecord.Event record = new LogRecord.Event(this.options.origin(), tree.nextLifecycle(number), event, tally);
		add(lifecycle(tree.root(), this.codec.write(record)));
	}

	private Outgoing lifecycle(UUID root, byte[] value) {
		return new Outgoing(LogTopic.LIFECYCLE, root, this.options.topics().partition(root), value, 1,
				Outgoing.Source.EVENT);
	}

	private void flush(RelayedTree tree) {
		tree.runs().forEach((run) -> flush(tree, run));
	}

	private void flush(RelayedTree tree, RelayedRun run) {
		FrameWriter frame = run.frame();
		if (frame != null) {
			byte[] value = frame.write(this.options.origin().epoch(), tree.nextTokens(frame.first()));
			add(new Outgoing(LogTopic.TOKENS, tree.root(), tree.partition(), value, frame.count(),
					Outgoing.Source.EVENT));
			this.outbox.release(run.removeFrame());
		}
	}

	private void add(Outgoing record) {
		if (!this.outbox.add(record)) {
			this.counts.leaveOut(record.events());
		}
		this.sender.wake();
	}

	/**
	 * Starts to send.
	 */
	public void start() {
		if (this.started.compareAndSet(false, true)) {
			if (this.options.spoolMaxSize() > 0) {
				this.sender.open(spool());
			}
			Thread thread = new Thread(this::work, "callbacks-relay");
			thread.setDaemon(true);
			thread.setContextClassLoader(Relay.class.getClassLoader());
			this.thread = thread;
			thread.start();
		}
	}

	private Spool spool() {
		Path folder = this.options.spoolFolder();
		try {
			return Spool.open(folder, "relay", SpoolCodec.FORMAT, this.options.spoolMaxSize(), this::lose);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The folder " + folder + " of 'callbacks.relay.spool.folder' cannot be used",
					ex);
		}
	}

	/**
	 * Counts events that were in the spool. Those of another process are in its accounts.
	 */
	private void lose(long count, boolean earlier) {
		if (!earlier) {
			this.counts.spool(-count);
			this.counts.leaveOut(count);
		}
	}

	private void work() {
		this.codec.write(new LogRecord.Heartbeat(this.options.origin()));
		while (!this.stopping) {
			try {
				flushDue();
				this.partitions.due(this::heartbeat);
				this.watched.forgetOld();
				this.sender.work(this.partitions.isAnyOpen() ? TICK : IDLE);
			}
			catch (Throwable ex) {
				logger.warn("The relay goes on after a failure", ex);
			}
		}
	}

	private void flushDue() {
		flushDue(this.dueSoon);
		// frames get larger while the broker is slow
		if (!this.outbox.isCongested()) {
			flushDue(this.dueLater);
		}
	}

	private void flushDue(DueFrames frames) {
		long now = System.nanoTime();
		if (frames.isDue(now)) {
			for (DueFrames.Due due = frames.poll(now); due != null; due = frames.poll(now)) {
				flush(due);
			}
		}
	}

	private void flush(DueFrames.Due due) {
		synchronized (due.tree()) {
			if (due.run().frame() == due.frame()) {
				flush(due.tree(), due.run());
			}
		}
	}

	/**
	 * Sends what there is within a time, leaves the rest in the spool, and tells the
	 * accounts.
	 * @param timeout the time
	 */
	public void stop(Duration timeout) {
		Thread thread = this.thread;
		if (!this.started.get() || this.stopping || thread == null) {
			return;
		}
		this.stopping = true;
		this.sender.wake();
		try {
			thread.join(timeout.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		flushAll(this.dueSoon);
		flushAll(this.dueLater);
		this.sender.close(timeout);
		logger.info("Events in the relay: {}", this.counts);
	}

	private void flushAll(DueFrames frames) {
		for (DueFrames.Due due = frames.poll(); due != null; due = frames.poll()) {
			flush(due);
		}
	}

}
