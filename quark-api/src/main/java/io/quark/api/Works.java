package io.quark.api;

import io.quark.api.work.Acceptance;
import io.quark.api.work.Backlog;
import io.quark.api.work.Recollection;
import io.quark.api.work.WorkUnitEnds;
import io.quark.api.work.WorkUnitReader;
import io.quark.api.work.WorkUnitWaits;
import io.quark.common.tree.FollowableSession;
import io.quark.common.tree.GroupCommitter;
import io.quark.common.tree.Paths;

/** What has to do with work units, put together. */
record Works(WorkUnitReader reader, WorkUnitEnds ends, WorkUnitWaits waits, Backlog backlog, Acceptance acceptance)
        implements AutoCloseable {

    static Works open(Ground ground, Sight sight, Threads threads) {
        FollowableSession session = ground.session();
        Paths paths = ground.paths();
        WorkUnitReader reader = new WorkUnitReader(session, sight.view(), paths);
        WorkUnitEnds ends = WorkUnitEnds.follow(session, paths);
        WorkUnitWaits waits = new WorkUnitWaits(reader, ends, threads.timer());
        Backlog backlog = new Backlog(session, paths);
        Acceptance acceptance = new Acceptance(
                session,
                new GroupCommitter(session),
                paths,
                sight.freshness(),
                backlog,
                new Recollection(session, paths, reader, threads.timer(), ground.patience()),
                waits,
                reader,
                threads.deciding(),
                ground.crashPoints(),
                ground.metrics().counter("quark_api_accepted_total"),
                ground.clock());
        return new Works(reader, ends, waits, backlog, acceptance);
    }

    @Override
    public void close() {
        ends.close();
    }
}
